#include "analyzer/graph/build.h"

#include "analyzer/graph/passes.h"
#include "analyzer/graph/secrets.h"

namespace weir {

Dfd build_dfd(const ResourceModel& model, const Catalog& catalog, const SourceMap&,
              const Programs& programs, const DataDeclarations& declared,
              const TransportCatalog& transport) {
  Dfd dfd;
  dfd.units = model.units;
  dfd.guards = model.guards;
  Inference inference(model, catalog, dfd);
  inference.declared = &declared;
  inference.transport = transport;
  infer_resources(inference);                // what there is
  infer_regions(inference);                  // where its provider works
  infer_items(inference);                    // what it holds
  infer_attachments(inference);              // what it is attached to
  infer_network(inference);                  // what can be reached from the internet
  infer_wiring(inference);                   // what it declares
  infer_copies(inference);                   // where it is kept once more
  infer_accounts(inference);                 // whose it is
  infer_admitted(inference);                 // what its policies expect
  infer_pipelines(inference);                // what it signs in as, and deploys
  infer_identity(inference);                 // what it may do
  infer_source_limits(inference, programs);  // what its source leaves alone
  infer_configuration(inference);            // what its settings name
  infer_source(inference, programs);         // what its source calls
  infer_models(inference);                   // which models they name
  infer_possible(inference);                 // what only a permission allows
  infer_people(inference);                   // what people may do by hand
  infer_service_roles(inference);            // what services do with roles they are handed
  infer_boundaries(inference);               // where it lies
  infer_secret_texts(inference);             // what it must not show
  infer_classification(inference);           // what data it holds
  infer_transport(inference);                // how it travels
  dfd.passages = inference.source.passages.take();
  dfd.secrets = secret_places(model, SecretWords(catalog));
  return dfd;
}

}  // namespace weir
