// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.examples.dns;

/** What one can ask for. */
public enum DnsType {
    A(1), NS(2), CNAME(5), PTR(12), MX(15), TXT(16), AAAA(28), SRV(33);

    final int number;

    DnsType(int number) {
        this.number = number;
    }
}
