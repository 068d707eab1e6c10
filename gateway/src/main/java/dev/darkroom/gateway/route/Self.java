package dev.darkroom.gateway.route;

import dev.darkroom.gateway.http.ApiDocument;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.Supplier;

/**
 * What the gateway tells of itself.
 *
 * @param url where clients reach it
 */
public record Self(ApiDocument document, Supplier<String> url, PrometheusMeterRegistry registry) {}
