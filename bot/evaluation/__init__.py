"""Question sets, and what is fitted to them. Reads question sets, writes only the file that it is told to."""
