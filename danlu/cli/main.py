"""`danlu`: every command, found by name and loaded only when it is run."""

from __future__ import annotations

import importlib
import keyword
import sys
from typing import NoReturn

import click

from danlu.errors import DanluError, LawBrokenError

COMMANDS = {
    "build": "Take in data/sources/ and build what is stale · 收录来源并构建",
    "add": "Declare or copy a source: path, pattern or address · 添加来源",
    "sources": "What is declared, its state and version · 已声明的来源",
    "fetch": "Fetch declared remote sources · 取回远程来源",
    "status": "What is fresh, what is stale and why · 各阶段状态",
    "trace": "Where does this row come from? · 这一行从哪里来",
    "whynot": "Where did this record go, or what stopped it? · 这条记录去了哪里",
    "audit": "Prove that nothing was lost · 证明没有丢失",
    "freeze": "Hold out for ever what is held out now · 永久留出当前的验证与测试行",
    "try": "What would a cleaning rule do, before anything is built? · 试跑清洗规则",
    "sql": "Ask the mirror in SQL · 用 SQL 查询",
    "rebuild": "Make the DuckDB mirror anew · 重建镜像库",
    "ui": "Open the Dagster UI · 打开界面",
}


class _Lazy(click.Group):
    """A group whose commands are modules of `danlu.cli` with the same name, `try_` where Python has it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name
        command: click.Command = getattr(importlib.import_module(f"danlu.cli.{name}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="danlu")
def cli() -> None:
    """Danlu 丹炉: refines raw text into fine-tuning data and keeps an account of every row."""


def main() -> NoReturn:
    """Run a command; a fault of the user's input is told in its own words.

    Exit codes: 0 done, 1 the data breaks a law, 2 wrong usage, sources or recipe.
    """
    try:
        code = cli.main(prog_name="danlu", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except DanluError as error:
        click.echo(f"danlu: {error}", err=True)
        sys.exit(1 if isinstance(error, LawBrokenError) else 2)
    # a command that ends with an exit code of its own hands it back here
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
