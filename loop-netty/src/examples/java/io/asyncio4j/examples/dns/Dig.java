// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

import io.asyncio4j.Asyncio;

/** Asks a DNS server and prints its answer. Arguments: server, port, name, and a type if it is not {@code A}. */
public final class Dig {

    private Dig() {}

    /** See the class. */
    public static void main(String[] args) {
        if (args.length != 3 && args.length != 4) {
            System.err.println("usage: Dig SERVER PORT NAME [A|AAAA|CNAME|MX|NS|PTR|SRV|TXT]");
            System.exit(2);
        }
        DnsType type = args.length == 3 ? DnsType.A : DnsType.valueOf(args[3]);
        Asyncio.run(() -> {
            try (DnsClient dns = DnsClient.connect(args[0], Integer.parseInt(args[1]), 2)) {
                dns.query(args[2], type).forEach(IO::println);
            } catch (DnsException none) {
                IO.println(none.getMessage());
            }
        });
    }
}
