// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.net;

/** What the resolver shall do besides (Python: the constants {@code AI_*} and {@code NI_*}). Any thread: constants. */
public enum AddressFlag {
    /** Addresses to listen at: no host stands for all interfaces (Python: {@code AI_PASSIVE}). */
    PASSIVE,
    /** Tell the host's canonical name (Python: {@code AI_CANONNAME}). */
    CANONNAME,
    /** The host is a literal address: ask nobody (Python: {@code AI_NUMERICHOST}, {@code NI_NUMERICHOST}). */
    NUMERICHOST,
    /** The service is a number: ask nobody (Python: {@code AI_NUMERICSERV}, {@code NI_NUMERICSERV}). */
    NUMERICSERV,
    /** IPv4 addresses as IPv6 ones if there are no others (Python: {@code AI_V4MAPPED}). */
    V4MAPPED,
    /** Together with {@link #V4MAPPED}: all of both (Python: {@code AI_ALL}). */
    ALL,
    /** Only families that this machine has an address of (Python: {@code AI_ADDRCONFIG}). */
    ADDRCONFIG,
    /** A host without a name is an error; only for {@code getNameInfo} (Python: {@code NI_NAMEREQD}). */
    NAMEREQD,
    /** The service is a datagram service; only for {@code getNameInfo} (Python: {@code NI_DGRAM}). */
    DGRAM
}
