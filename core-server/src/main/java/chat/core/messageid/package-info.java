/** Message ids: their layout and how they are minted (ADR 0001). */
@NullMarked
package chat.core.messageid;

import org.jspecify.annotations.NullMarked;
