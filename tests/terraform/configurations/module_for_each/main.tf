locals {
  queues = {
    in  = { size = 2 }
    out = { size = 3, tags = { a = "b" } }
  }
}

module "queue" {
  source   = "./modules/queue"
  for_each = local.queues
  name     = each.key
  size     = each.value.size
  tags     = try(each.value.tags, {})
}

resource "terraform_data" "root" {
  input = {
    names = { for key, queue in module.queue : key => queue.full }
    in    = module.queue["in"].full
    all   = values(module.queue)[*].full
  }
}

resource "terraform_data" "per_module" {
  for_each = module.queue
  input    = "${each.key}: ${each.value.full}"
}
