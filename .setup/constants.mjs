/**
 * What Rolldown does in every bundle that simulates: constants of a module stand where they are used. It makes variables
 * of them otherwise, which V8 reads and checks each time, as anybody might have changed them.
 */
export const optimization = /** @type {const} */ ({ inlineConst: { mode: 'all', pass: 3 } });

/** A constant that only its module uses stays one: Vite makes a variable of it otherwise, with the same price. */
export const outputOptions = { topLevelVar: false };
