// SPDX-License-Identifier: Apache-2.0
package io.asyncio4j.bench.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Clients of {@link GroupWork}, a thread each, which ask and wait for the answer: {@code PORT CONNECTIONS SECONDS} gives {@code
 * result ANSWERS SECONDS}.
 */
public final class GroupLoad {

    /** As long as a digest. */
    private static final int BYTES = 32;

    private GroupLoad() {}

    /** Serves commands until the end of the input. */
    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        String line;
        while ((line = in.readLine()) != null) {
            String[] words = line.split(" ");
            round(Integer.parseInt(words[0]), Integer.parseInt(words[1]), Double.parseDouble(words[2]));
        }
    }

    private static void round(int port, int connections, double seconds) throws Exception {
        var answers = new LongAdder();
        var over = new AtomicBoolean();
        List<Socket> sockets = new ArrayList<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            sockets.add(socket);
        }
        long start = System.nanoTime();
        for (Socket socket : sockets) {
            clients.add(Thread.ofPlatform().start(() -> ask(socket, answers, over)));
        }
        Thread.sleep((long) (seconds * 1000));
        long count = answers.sum();
        double took = (System.nanoTime() - start) / 1e9;
        over.set(true);
        for (Thread client : clients) {
            client.join();
        }
        for (Socket socket : sockets) {
            socket.close();
        }
        System.out.println("result " + count + " " + took);
    }

    private static void ask(Socket socket, LongAdder answers, AtomicBoolean over) {
        byte[] question = new byte[BYTES];
        try {
            InputStream in = socket.getInputStream();
            while (!over.get()) {
                socket.getOutputStream().write(question);
                if (in.readNBytes(BYTES).length < BYTES) {
                    throw new IOException("the server has hung up");
                }
                answers.increment();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
