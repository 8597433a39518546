/** Where to go: gateways for clients, core nodes for gateways. Answered from what every core node has heard; keeps nothing. */
@NullMarked
package chat.core.discovery;

import org.jspecify.annotations.NullMarked;
