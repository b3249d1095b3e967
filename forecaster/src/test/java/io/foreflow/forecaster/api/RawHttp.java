package io.foreflow.forecaster.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** Sends requests that no well-behaved client would send. */
final class RawHttp {
    private RawHttp() {}

    /** Returns everything that the server answers until it closes the connection. */
    static String send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                socket.getOutputStream().flush();
            } catch (SocketException e) {
                // The server need not read all of a request that it refuses.
            }
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
