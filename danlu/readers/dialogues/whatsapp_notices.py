"""What WhatsApp writes in the place of a message: media left out, deleted messages, missed calls.

The words are those of its translations; what they share, such as a name in angle brackets, is
told by form, so that an unknown language is mostly understood too.
"""

from __future__ import annotations

import re


def _phrases(text: str) -> frozenset[str]:
    return frozenset("".join(line.strip() for line in text.splitlines()).split("|"))


_OMITTED = _phrases(
    """
    image omitted|video omitted|audio omitted|sticker omitted|gif omitted|document omitted
    |contact card omitted|media omitted|null|图像已忽略|图片已忽略|视频已忽略|音频已忽略|贴图已忽略
    |文档已忽略|已忽略图片|影像已略過|圖片已略去|影片已略去|音訊已略去|貼圖已略去|文件已略去
    |bild weggelassen|video weggelassen|audio weggelassen|sticker weggelassen|dokument weggelassen
    |image absente|vidéo absente|audio omis|sticker omis|document manquant|imagen omitida|video omitido
    |audio omitido|sticker omitido|documento omitido|imagem ocultada|vídeo omitido|áudio ocultado
    |figurinha omitida|immagine omessa|video omesso|audio omesso|afbeelding weggelaten|video weggelaten
    |audio weggelaten|изображение не вставлено|видео не вставлено|аудио не вставлено
    |画像は含まれていません|動画は含まれていません|이미지 누락됨|동영상 누락됨|görüntü dahil edilmedi
    """
)
_GONE = _phrases(
    """
    this message was deleted|you deleted this message|此消息已删除|此訊息已刪除|您删除了此消息
    |你删除了此消息|你删除了这条消息|您已刪除此訊息|你已刪除此訊息|这条消息已删除|此消息已被删除
    |diese nachricht wurde gelöscht|du hast diese nachricht gelöscht|ce message a été supprimé
    |vous avez supprimé ce message|se eliminó este mensaje|este mensaje fue eliminado
    |eliminaste este mensaje|esta mensagem foi apagada|esta mensagem foi eliminada|mensagem apagada
    |você apagou esta mensagem|questo messaggio è stato eliminato|hai eliminato questo messaggio
    |dit bericht is verwijderd|je hebt dit bericht verwijderd|u hebt dit bericht verwijderd
    |это сообщение удалено|данное сообщение удалено|вы удалили данное сообщение|вы удалили это сообщение
    |bu mesaj silindi|bu mesajı sildiniz|このメッセージは削除されました|このメッセージを削除しました
    |삭제된 메시지입니다|삭제한 메시지입니다|missed voice call|missed video call|未接语音通话
    |未接视频通话|未接語音來電|未接視訊來電|verpasster sprachanruf|verpasster videoanruf|llamada perdida
    |appel vocal manqué|waiting for this message. this may take a while
    """
)
_EDITED = _phrases(
    """
    this message was edited|此消息已编辑|这条消息已编辑|此訊息已編輯|已编辑|已編輯
    |diese nachricht wurde bearbeitet|ce message a été modifié|se editó este mensaje|mensagem editada
    |questo messaggio è stato modificato|dit bericht is bewerkt|данное сообщение изменено
    |bu mesaj düzenlendi
    """
)
_ATTACHED = re.compile(r"\u200e?<[^<>:：\n]{2,20}[:：]\s?[^<>\n]{1,250}\.\w{2,5}>\s{0,2}\Z")
_BESIDE = re.compile(r"\u200e?[^\n]{1,250}\.\w{2,5}\s?[(（][^()（）\n]{2,40}[)）](?:\n|\Z)")
_BRACKETED = re.compile(r"<[^<>/\n]{2,80}[^<>/\n]>")


def without_edit(text: str) -> str:
    """The text without the mark of an edited message."""
    bare = text.rstrip()
    start = bare.rfind("<")
    if start < 0 or not bare.endswith(">") or bare[start + 1 : -1].rstrip(".").casefold() not in _EDITED:
        return text
    return bare[:start].rstrip("\u200e ")


def is_gone(text: str) -> bool:
    """Whether the message was deleted or is a call that was missed."""
    return text.strip().rstrip(".。").casefold() in _GONE


def caption_of(text: str) -> str | None:
    """What is said beside a file: empty where nothing is; None where the message is no file.

    iOS puts the file behind the caption, Android on the first line before it.
    """
    bare = text.strip("\u200e \n")
    if bare.rstrip(".").casefold() in _OMITTED:
        return ""
    if _BRACKETED.fullmatch(bare) and (" " in bare or not bare.isascii()):
        return ""
    attached = _ATTACHED.search(text) if text.rstrip().endswith(">") else None
    if attached is not None:
        return text[: attached.start()].strip()
    beside = _BESIDE.match(text)
    return None if beside is None else text[beside.end() :].strip()
