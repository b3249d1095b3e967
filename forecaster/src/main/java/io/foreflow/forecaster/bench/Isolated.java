package io.foreflow.forecaster.bench;

import io.foreflow.models.engine.Engine;
import io.foreflow.models.engine.fused.FusedEngine;
import java.io.IOException;
import java.io.InputStream;

/**
 * Loads a fused engine from its own copy of the classes. A service runs one kind of kernel, and the compiler relies on
 * that; two kinds over the same classes would both be slower than each alone.
 */
final class Isolated extends ClassLoader {
    private static final String PACKAGE = FusedEngine.class.getPackageName() + ".";

    private Isolated() {
        super(FusedEngine.class.getClassLoader());
    }

    /** @param factory name of the static method of {@link FusedEngine} that creates it */
    static Engine engine(String factory) {
        try {
            Class<?> copy = new Isolated().loadClass(FusedEngine.class.getName());
            return (Engine) copy.getMethod(factory).invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the fused engine has no " + factory + "()", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(PACKAGE)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
