"""The strict door: functions that read hostile bytes work in child processes, under bounds.

The parent (`pool`, `process`, `watch`) starts warm children, gives each one task at a time, and
watches memory, time and output from outside. The child (`child`, `refusals`, `confinement`) closes
the doors behind itself that a reader never needs: the network, other programs, files elsewhere.
What passes a bound is blamed alone; its child is replaced and the neighbours go on.
"""

from danlu.door.bounds import Bounds, Cost, Guarded

__all__ = ["Bounds", "Cost", "Guarded"]
