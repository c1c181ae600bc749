"""PostgreSQL by asyncpg: the embedded server, migrations, queries, one file a noun."""
