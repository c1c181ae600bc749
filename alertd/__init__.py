"""alertd: from official bulletin to answered warning."""

__version__ = "0.1.0"
