// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.tck.rules.strm;

import io.asyncio4j.tck.harness.net.TcpRig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * A client that cannot wait: a line in clear and its first bytes of TLS leave in one piece. Of the JDK, so that it shares
 * nothing with the loop under test.
 */
final class ClearThenTls {

    private static final int TIMEOUT_MILLIS = 20_000;

    private ClearThenTls() {}

    /** Sends a line in clear and another over TLS, and gives the line that is answered; on a thread beside the loop. */
    static CompletableFuture<String> talking(TcpRig rig, InetSocketAddress server, String clear, String overTls) {
        return rig.beside(() -> {
            try (Prefixed socket = rig.closing(new Prefixed(server, TcpRig.bytes(clear)));
                    SSLSocket tls = (SSLSocket) trustingAll()
                            .getSocketFactory()
                            .createSocket(socket, "localhost", server.getPort(), true)) {
                tls.getOutputStream().write(TcpRig.bytes(overTls));
                StringBuilder answer = new StringBuilder();
                for (int next; (next = tls.getInputStream().read()) >= 0 && next != '\n';) {
                    answer.append((char) next);
                }
                return answer.toString();
            }
        });
    }

    private static SSLContext trustingAll() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        }}, null);
        return context;
    }

    /** Whose first write has something before it. */
    private static final class Prefixed extends Socket {
        private byte[] before;

        Prefixed(InetSocketAddress server, byte[] before) throws IOException {
            super(InetAddress.ofLiteral("127.0.0.1"), server.getPort());
            setSoTimeout(TIMEOUT_MILLIS);
            setTcpNoDelay(true);
            this.before = before;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return super.getInputStream();
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream plain = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] data, int offset, int length) throws IOException {
                    byte[] all = new byte[before.length + length];
                    System.arraycopy(before, 0, all, 0, before.length);
                    System.arraycopy(data, offset, all, before.length, length);
                    before = new byte[0];
                    plain.write(all);
                }
            };
        }
    }
}
