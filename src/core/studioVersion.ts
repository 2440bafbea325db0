/** The version of the studio, as files that it writes name it; package.json says the same. */
export const studioVersion = "0.1.0";
