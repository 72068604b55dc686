"""What leaves the repository beside the site: notebooks that run where there is no clone."""
