/**
 * Pages of lists (AIP-158): how large they may be, and tokens that say where the next one begins. A token is signed and bound to its list
 * and to the list's parameters, so it works for nothing else.
 */
@NullMarked
package chat.core.page;

import org.jspecify.annotations.NullMarked;
