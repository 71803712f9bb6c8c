"""Alembic runs this file, under a name of its own, for each command. Touches the connection that it is given."""

from alembic import context

from bot.store.tables import metadata


def run() -> None:
    """Run a command's steps in the transaction that the connection is in, on SQLite too."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,  # SQLite can't change a column: the table is made anew
        transactional_ddl=True,
    )
    context.run_migrations()


if __name__ == "env_py":
    run()
