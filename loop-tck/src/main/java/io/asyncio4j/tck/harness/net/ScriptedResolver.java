// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.harness.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * The JVM's resolver while the TCK is on its path: answers {@link ScriptedNames}, passes everything else on. Any thread; found
 * through {@link java.util.ServiceLoader}.
 */
public final class ScriptedResolver extends InetAddressResolverProvider {

    /** Called by the service loader. */
    public ScriptedResolver() {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        return new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
                return ScriptedNames.isScripted(host) ? ScriptedNames.lookup(host) : builtin.lookupByName(host, policy);
            }

            @Override
            public String lookupByAddress(byte[] address) throws UnknownHostException {
                return builtin.lookupByAddress(address);
            }
        };
    }

    @Override
    public String name() {
        return "asyncio4j-tck";
    }
}
