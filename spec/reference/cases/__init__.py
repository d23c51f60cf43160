"""The cases of the vector folder, one module for a group of kinds."""

from . import basics, structures

MODULES = (basics, structures)
