// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.netty.dns;

import io.asyncio4j.net.Port;
import io.asyncio4j.net.SocketType;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The names of ports: the system's {@code services} file, read when it is needed. Blocks: for the executor only. */
final class Services {

    private static final Path FILE = Path.of("/etc/services");

    /** For systems without the file: what programs ask for by name. */
    private static final List<Service> USUAL = List.of(
            new Service("ftp", 21, "tcp"),
            new Service("ssh", 22, "tcp"),
            new Service("telnet", 23, "tcp"),
            new Service("smtp", 25, "tcp"),
            new Service("domain", 53, "tcp"),
            new Service("domain", 53, "udp"),
            new Service("http", 80, "tcp"),
            new Service("ntp", 123, "udp"),
            new Service("https", 443, "tcp"));

    private record Service(String name, int port, String protocol) {}

    private Services() {}

    /** The number of a port. */
    static int number(String operation, Port port, SocketType type) throws UnknownHostException {
        String wanted = port.service();
        if (wanted == null) {
            return port.number();
        }
        Integer found = find(wanted, type);
        if (found != null) {
            return found;
        }
        throw new UnknownHostException(
                operation + ": the service \"" + wanted + "\" is not known; give the number of the port");
    }

    /** The number of a service, or null if there is none of this type. */
    static @Nullable Integer find(String wanted, SocketType type) {
        for (Service service : all()) {
            if (service.name.equals(wanted) && fits(service, type)) {
                return service.port;
            }
        }
        return null;
    }

    /** The name of a port, or null if it has none. */
    static @Nullable String name(int port, boolean datagrams) {
        for (Service service : all()) {
            if (service.port == port && fits(service, datagrams ? SocketType.DATAGRAM : SocketType.STREAM)) {
                return service.name;
            }
        }
        return null;
    }

    private static boolean fits(Service service, SocketType type) {
        return switch (type) {
            case ANY -> true;
            case STREAM -> service.protocol.equals("tcp");
            case DATAGRAM -> service.protocol.equals("udp");
        };
    }

    private static List<Service> all() {
        List<Service> services = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(FILE, StandardCharsets.ISO_8859_1)) {
                parse(line, services);
            }
        } catch (IOException absent) {
            return USUAL;
        }
        return services;
    }

    /** A line is: name, port/protocol, aliases, comment. */
    private static void parse(String line, List<Service> services) {
        String[] words = line.replaceAll("#.*", "").trim().split("\\s+");
        int slash = words.length < 2 ? -1 : words[1].indexOf('/');
        if (slash < 0) {
            return;
        }
        try {
            int port = Integer.parseInt(words[1].substring(0, slash));
            String protocol = words[1].substring(slash + 1);
            for (int i = 0; i < words.length; i++) {
                if (i != 1) {
                    services.add(new Service(words[i], port, protocol));
                }
            }
        } catch (NumberFormatException other) {
            // Not a line of this form; the system's own resolver passes over it too.
        }
    }
}
