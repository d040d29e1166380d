"""The commands of build.py, a module for each kind: read flags, call one function, print."""
