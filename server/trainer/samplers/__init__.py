"""Which items come together in a batch: pure functions of seed and epoch, so that a resumed training goes on alike."""
