"""From a requirement set to an argued ranking of sites.

`engine` is pure arithmetic, `register` reads what is known of the sites, `words` explains.
"""
