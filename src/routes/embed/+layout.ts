/** Embeds bring their own small script: a frame in somebody's article is no place for a router. */
export const csr = false;
