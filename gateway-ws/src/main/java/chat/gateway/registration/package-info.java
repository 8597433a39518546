/**
 * What the gateway tells the cluster of itself, and how it finds the first core, through ZooKeeper.
 *
 * <pre>
 * /chat
 *   /gateways/ID   ephemeral, ours: JSON of chat.node.v1.Registration, rewritten every few seconds and on change
 *   /cores/ID      ephemeral, the cores': the same; read for their addresses
 * </pre>
 */
@NullMarked
package chat.gateway.registration;

import org.jspecify.annotations.NullMarked;
