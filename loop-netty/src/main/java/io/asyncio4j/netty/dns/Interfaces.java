// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Enumeration;

/** What this machine's network interfaces say about addresses. Asks the system: for the executor only. */
final class Interfaces {

    private Interfaces() {}

    /** Whether an interface other than the loopback has an address of the same family, as {@code AI_ADDRCONFIG} asks. */
    static boolean reach(InetAddress address) {
        boolean wantsOld = address instanceof Inet4Address;
        try {
            Enumeration<NetworkInterface> all = NetworkInterface.getNetworkInterfaces();
            while (all != null && all.hasMoreElements()) {
                for (var own : all.nextElement().getInterfaceAddresses()) {
                    InetAddress present = own.getAddress();
                    if (!present.isLoopbackAddress() && present instanceof Inet4Address == wantsOld) {
                        return true;
                    }
                }
            }
            return false;
        } catch (SocketException unknown) {
            return true;
        }
    }

    /** An IPv4 address in the form of IPv6, {@code ::ffff:a.b.c.d}. */
    static InetAddress mapped(InetAddress address) throws UnknownHostException {
        byte[] old = address.getAddress();
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xFF;
        bytes[11] = (byte) 0xFF;
        System.arraycopy(old, 0, bytes, 12, old.length);
        // Not InetAddress.getByAddress, which makes an IPv4 address of it again.
        return Inet6Address.getByAddress(null, bytes, -1);
    }

    /** The address as text, with the name of its interface where it has a number only. */
    static String literal(InetAddress address) {
        if (address instanceof Inet6Address scoped && scoped.getScopeId() > 0 && scoped.getScopedInterface() == null) {
            try {
                NetworkInterface named = NetworkInterface.getByIndex(scoped.getScopeId());
                if (named != null) {
                    return address.getHostAddress().replaceFirst("%.*", "%" + named.getName());
                }
            } catch (SocketException unknown) {
                // Then by its number.
            }
        }
        return address.getHostAddress();
    }
}
