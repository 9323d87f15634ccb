"""What a laptop and the tests need around the product: environment, engines, launcher, checks."""
