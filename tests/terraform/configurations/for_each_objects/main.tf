variable "queues" {
  type = list(object({
    name  = string
    size  = optional(number, 5)
    tags  = optional(map(string), {})
    rules = optional(list(object({ port = number, open = optional(bool, false) })), [])
  }))
  default = [
    { name = "in", size = 10, rules = [{ port = 80 }, { port = "443", open = true }] },
    { name = "out", tags = { a = 1 } },
  ]
}

locals {
  by_name = { for queue in var.queues : queue.name => queue }
  rules = flatten([
    for queue in var.queues : [
      for index, rule in queue.rules : { queue = queue.name, index = index, port = rule.port, open = rule.open }
    ]
  ])
}

resource "terraform_data" "queue" {
  for_each = local.by_name
  input    = each.value
}

resource "terraform_data" "rule" {
  for_each = { for rule in local.rules : "${rule.queue}-${rule.port}" => rule }
  input    = each.value
}

resource "terraform_data" "big" {
  for_each = { for name, queue in local.by_name : name => queue.size if queue.size > 5 }
  input    = each.value
}
