"""Every write of this app: figures that are kept, and jobs that make a file."""
