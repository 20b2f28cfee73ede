"""Questions put to the model: scenario in, DataFrame out."""
