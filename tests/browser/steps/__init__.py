"""What people do, one function a step, each in a browser of their own."""
