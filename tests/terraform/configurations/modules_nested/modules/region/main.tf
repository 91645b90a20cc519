variable "name" {}
variable "queues" { type = list(string) }

module "queue" {
  source   = "../queue"
  for_each = toset(var.queues)
  name     = "${var.name}-${each.value}"
  copies   = each.value == "a" ? 2 : 1
}

output "queues" { value = { for key, queue in module.queue : key => queue.names } }
