package dev.darkroom.gateway.body;

/** How the gateway is: {@code ok} or {@code ready}. */
public record HealthBody(String status) {}
