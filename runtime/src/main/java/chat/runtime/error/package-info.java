/**
 * Failure as a value with a name: {@link chat.runtime.error.ChatException} carries an {@link chat.error.v1.ErrorReason}, and
 * {@link chat.runtime.error.Errors} is the one place that turns it into a gRPC status, a frame, and back.
 */
@NullMarked
package chat.runtime.error;

import org.jspecify.annotations.NullMarked;
