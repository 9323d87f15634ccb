"""The demo: people, sites, regions and cases that are made up, and how they get in the database."""
