"""The command line: a Hydra app, sweeps, exit codes."""
