/** What all pages have in common: the frame around them, how a failure, a time and an equivalent {@code chatctl} command are shown. */
@NullMarked
package chat.console.page;

import org.jspecify.annotations.NullMarked;
