package io.plimsoll.rules.broken.health;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ServiceLoader;

final class Reflects {
    private Reflects() {}

    static Class<?> byName() throws ClassNotFoundException {
        return Class.forName("java.lang.String");
    }

    static Object method() throws NoSuchMethodException {
        return String.class.getMethod("length");
    }

    static Object services() {
        return ServiceLoader.load(Runnable.class);
    }

    static Object proxy(InvocationHandler handler) {
        return Proxy.newProxyInstance(null, new Class<?>[] {Runnable.class}, handler);
    }
}
