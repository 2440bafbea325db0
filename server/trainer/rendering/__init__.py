"""Line drawings of 3-D models, as a patent draftsman would make them."""
