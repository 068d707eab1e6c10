package dev.darkroom.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestUtils;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ValidatableRequest;
import java.util.concurrent.CompletionException;

/** The document as the last check of requests that their routes do not wholly read. */
final class Contract {
  private final OpenAPIContract contract;
  private final RequestValidator validator;

  private Contract(Vertx vertx, OpenAPIContract contract) {
    this.contract = contract;
    this.validator = RequestValidator.create(vertx, contract);
  }

  static Future<Contract> of(Vertx vertx, ApiDocument document) {
    return OpenAPIContract.from(vertx, document.ofRequests())
        .map(contract -> new Contract(vertx, contract));
  }

  /** What of the request is to be checked. For its event loop. */
  Future<ValidatableRequest> extract(HttpServerRequest request, String operation, Buffer body) {
    return RequestUtils.extract(
        request, contract.operation(operation), () -> Future.succeededFuture(body));
  }

  /**
   * Blocks while the request is checked against the document.
   *
   * @throws io.vertx.openapi.validation.ValidatorException where it does not fit
   */
  void check(ValidatableRequest request, String operation) {
    try {
      var _ =
          validator.validate(request, operation).toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
