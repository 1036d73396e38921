"""What has happened but is not yet reported."""
