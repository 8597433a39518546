/**
 * What every gRPC server and caller shares: request ids, the cluster's secret, and failures with a name. A server gets it from
 * {@link chat.runtime.grpc.GrpcServers}, a caller from {@link chat.runtime.grpc.ChannelFactory}, a method answers through {@link
 * chat.runtime.grpc.UnaryReply}.
 */
@NullMarked
package chat.runtime.grpc;

import org.jspecify.annotations.NullMarked;
