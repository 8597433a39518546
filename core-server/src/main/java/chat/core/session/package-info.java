/**
 * Sessions: devices attached through gateways, what they are sent and what they confirm. One stream per gateway carries all of them
 * ({@code GatewayStream}, with its bounded {@code Outbox}); which sessions a user has is kept on the thread of the user's slot ({@code Sessions},
 * {@code UserDevices}) together with the inbox, so that attaching, appending and confirming follow one another.
 */
@NullMarked
package chat.core.session;

import org.jspecify.annotations.NullMarked;
