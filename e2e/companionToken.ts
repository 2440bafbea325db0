/** Opens the companion's part in the tests, which cannot read a random one from its window. */
export const companionToken = "token-of-the-end-to-end-tests";
