/** The first page: core nodes and gateways, what is wrong with them, and how old the picture is. */
@NullMarked
package chat.console.overview;

import org.jspecify.annotations.NullMarked;
