package io.plimsoll.health.jdbc;

import java.lang.reflect.Proxy;
import java.sql.Connection;

/** A connection that can do nothing but answer, for rules that no server is needed for. */
final class MadeUpConnection {

    private MadeUpConnection() {}

    static Connection answeringAfter(Runnable wait) {
        return (Connection) Proxy.newProxyInstance(
                MadeUpConnection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("isValid")) {
                        return null;
                    }
                    wait.run();
                    return true;
                });
    }
}
