package io.vertx.core;

/** Stands for Vert.x, of which the rules know no more than the name, until a module depends on it. */
public interface Vertx {}
