variable "size" {
  type = number
}

variable "key" {}

module "queue" {
  source = "../queue"
  count  = var.size
  name   = "queue-${count.index}"
  key    = var.key
}

output "ids" {
  value = module.queue[*].id
}
