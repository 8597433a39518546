package chat.gateway.http;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** An IP network in CIDR notation. */
record Network(BigInteger prefix, int addressBits, int prefixBits) {
    /**
     * Reads {@code 10.0.0.0/8}, {@code ::1/128}, or one address.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        int bits = address.length * 8;
        int length = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
        if (length < 0 || length > bits) {
            throw new IllegalArgumentException("not a network: " + text);
        }
        return new Network(new BigInteger(1, address).shiftRight(bits - length), bits, length);
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length * 8 == addressBits
                && new BigInteger(1, bytes).shiftRight(addressBits - prefixBits).equals(prefix);
    }

    /** An address literal, never a name to be looked up. */
    static InetAddress address(String literal) throws UnknownHostException {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(literal);
        if (bytes == null) {
            throw new UnknownHostException("not an IP address");
        }
        return InetAddress.getByAddress(bytes);
    }
}
