"""What can be wrong with a database, each with its remedy."""

from __future__ import annotations


class DatabaseError(Exception):
    """The database cannot be used; the text says why and what to do."""


class DataFolderInUseError(DatabaseError):
    """Another daemon holds the data folder; the text names it."""


class NotRunningError(DatabaseError):
    """No daemon holds the data folder."""


class NewerDatabaseError(DatabaseError):
    """The data belongs to a newer server or a newer alertd."""
