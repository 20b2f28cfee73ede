"""Files in, checked objects out: awards, evidence, prices, the register and the scenarios."""
