"""Names of jobs, which the definitions give and runs ask for."""

BUILD = "build"
