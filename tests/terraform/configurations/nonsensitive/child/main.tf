variable "s" {
  sensitive = true
}
output "upper" {
  value     = upper(var.s)
  sensitive = true
}
